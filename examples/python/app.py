import aws_cdk as cdk

from golden_images import golden_images

app = cdk.App()
# What becomes of a mistake: `cdk synth -c usableDays=0`.
usable_days = app.node.try_get_context("usableDays")
golden_images(app, usable_days=60 if usable_days is None else int(usable_days))
app.synth()
