/** The environment that is meant where none is named: the bridge that runs on this machine. */
export const localEnvironmentName = 'local';

/** A config folder, and the environment of it that is meant. */
export interface ChosenEnvironment {
  readonly config: string;
  readonly env: string;
}

/**
 * What is meant where no option says otherwise: one spelling for cdk, which takes no options of ours, the command line
 * and the local run. A variable that is set and empty counts as unset.
 */
export const chosenByVariables = (
  variables: Readonly<Record<string, string | undefined>>,
): ChosenEnvironment => ({
  config: variables.BRIDGE_CONFIG || 'infra/environments',
  env: variables.BRIDGE_ENV || localEnvironmentName,
});
