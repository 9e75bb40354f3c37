// In the place of the SDK's whole credential chain: Lambda puts credentials into the environment, and a bundle without the chain is half as large.
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
