import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { credentialOf } from '../../lambda/masivo/credential';
import { countText, durationText } from '../../operator/core/text/quantities';
import { bridgeCommand } from '../command';
import { consentText, type TakesConsent } from '../contract/consent-at-creation';
import { type Compared, compareContract } from '../contract/contract';
import { withConsent } from '../contract/steps';
import { masivoSecret } from '../doctor/masivo-secret';
import { CommandError } from '../exit';
import type { Frame } from '../frame';
import { table } from '../print';

/** Compares a Masivo DEV account with the description that this bridge was written from. */
export function contract(frame: Frame): Command {
  return bridgeCommand(
    'contract',
    'AdminPolicy',
    'compare a Masivo DEV account with our description of its API, with a throwaway customer',
  ).action(async () => {
    // By the config alone: a live environment is not even connected to.
    const { stores, masivo } = await frame.settings();
    if (stores.some(({ mode }) => mode === 'live')) {
      throw new CommandError(
        'unsafe',
        `The environment ${frame.options.env} is live; nothing was asked.`,
        'Name one with a Masivo DEV account: --env dev.',
      );
    }
    const { environment } = await frame.connect();
    const credential = credentialOf(await masivoSecret(environment.secrets));
    if (!credential) {
      throw new CommandError(
        'failed',
        'Nothing signs in at Masivo yet.',
        'Put in the API key: `secrets set masivo`.',
      );
    }
    const id = `bridge-contract-${randomUUID()}`;
    const { compared, consentAtCreation } = await compareContract({
      baseUrl: masivo.baseUrl,
      credential,
      throwaway: { id, email: `${id}@example.com`, at: frame.terminal.now().toISOString() },
      timeoutMs: 15_000,
      now: () => Math.round(performance.now()),
    });
    const differences = compared.reduce((sum, each) => sum + each.differences.length, 0);
    const answer = { account: masivo.account, baseUrl: masivo.baseUrl, customer: id, compared };
    const customers = isSecondCreated(consentAtCreation) ? [id, withConsent(id)] : [id];
    frame.answer({ ...answer, ...(consentAtCreation ? { consentAtCreation } : {}) }, () =>
      linesOf(frame, compared, [
        ...(consentAtCreation ? [consentText(consentAtCreation)] : []),
        differences === 0
          ? `${masivo.baseUrl} answers as local/masivo/openapi.json describes it.`
          : `${countText(differences, 'difference')} from local/masivo/openapi.json.`,
        customers.length === 1
          ? `The throwaway customer ${id} stays: Masivo deletes nobody.`
          : `The throwaway customers ${customers.join(' and ')} stay: Masivo deletes nobody.`,
      ]),
    );
    // The bridge would rest on what the account does not do.
    const isAmiss = masivo.consentAtCreation === true && consentAtCreation !== 'recorded';
    if (differences > 0 || isAmiss) frame.fail();
  });
}

const isSecondCreated = (consent: TakesConsent | undefined) => consent !== undefined && consent !== 'refused';

function linesOf(
  { paint }: Frame,
  compared: readonly Compared[],
  words: readonly string[],
): readonly string[] {
  const rows = compared.flatMap(({ step, call, status, ms, differences }) => [
    [
      step,
      call,
      status === null ? 'none' : String(status),
      durationText(ms),
      differences.length === 0 ? paint.green('as described') : paint.red(differences[0] ?? ''),
    ],
    ...differences.slice(1).map((difference) => ['', '', '', '', paint.red(difference)]),
  ]);
  return [...table(paint, ['step', 'call', 'status', 'took', 'compared'], rows), ...words];
}
