import { isWithoutRewards } from './confirmed';
import { confirmedAs, endedAs, retryAfter, unlessCreationLands } from './ends';
import type { LinkResult, Situation } from './situation';
import type { Step } from './step';

/** What the customer who has the e-mail already means for this one. Pure. */
export function afterLink(
  situation: Situation,
  owner: Exclude<LinkResult, { kind: 'no-owner' }>,
  email: string,
): Step {
  const { state } = situation.input;
  const withoutRewards = isWithoutRewards(state) ? ({ rewards: false } as const) : {};
  switch (owner.kind) {
    case 'linked':
      return unlessCreationLands(situation, () =>
        confirmedAs(
          withoutLinks(situation),
          'exists',
          { code: 'linked-to-owner' },
          { masivo: 'linked', owner: owner.owner, ...withoutRewards },
        ),
      );
    case 'unlinked': {
      const { confirmed } = state;
      const since = confirmed.masivo === 'unlinked' && !confirmed.dropped ? confirmed.since : situation.now;
      const unlinked = { masivo: 'unlinked', dropped: false, since, email, reason: owner.reason } as const;
      return unlessCreationLands(situation, () =>
        confirmedAs(situation, 'unlinked', owner.reason, { ...unlinked, ...withoutRewards }),
      );
    }
    case 'refused':
      return endedAs(situation, 'refused', owner.reason);
    case 'retry':
      return retryAfter(situation, owner.reason, owner.retryAfterMs);
    default:
      return owner satisfies never;
  }
}

/** What it carried has been handed on to the owner. */
export function withoutLinks(situation: Situation): Situation {
  const { links: _, ...state } = situation.input.state;
  return { ...situation, input: { ...situation.input, state } };
}
