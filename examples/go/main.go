package main

import (
	"fmt"
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	goldenImages(app, usableDays(app))
	app.Synth(nil)
}

// usableDays is what the context says. What becomes of a mistake: `cdk synth -c usableDays=0`.
func usableDays(app awscdk.App) float64 {
	value := app.Node().TryGetContext(jsii.String("usableDays"))
	if value == nil {
		return 60
	}
	days, err := strconv.ParseFloat(fmt.Sprint(value), 64)
	if err != nil {
		panic(err)
	}
	return days
}
