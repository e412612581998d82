import { App, type AppProps, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { BuildFolders } from './bridge-function';
import { BridgeStack } from './bridge-stack';
import type { Environment } from './config/config';

/** A stack per environment, checked by cdk-nag: a finding that is not acknowledged fails the synthesis. */
export function bridgeApp(
  environments: readonly Environment[],
  folders: BuildFolders,
  props: AppProps = {},
): App {
  const app = new App({ autoSynth: false, ...props });
  addStacks(app, environments, folders);
  return app;
}

export function addStacks(app: App, environments: readonly Environment[], folders: BuildFolders): void {
  for (const environment of environments) new BridgeStack(app, environment, folders);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}
