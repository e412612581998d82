import type { Mapping } from '../../lambda/settings';
import { profileOf } from '../../lambda/sources/profiles';
import { closest } from './closest';
import { fieldOf, type NamedStore } from './config';
import { at, type Mistake } from './config-error';
import { type Declaration, isAt } from './mapping-declarations';

/** Why a piece would never apply at a store. */
type Finding =
  /** The store's settings do not ask for what it reads. */
  | { readonly kind: 'not-asked'; readonly mistake: Mistake }
  /** Its vendor has nothing of that kind. */
  | { readonly kind: 'never'; readonly what: string };

/** What a store's settings have to ask for, because pieces of `mapping.ts` read it. */
export const notAsked = (declarations: readonly Declaration[], store: NamedStore): Mistake[] =>
  declarations.flatMap((declaration) =>
    findings(declaration, store).flatMap((each) => (each.kind === 'not-asked' ? [each.mistake] : [])),
  );

/** Pieces at stores whose vendor has nothing of what they read. */
export function neverThere(declarations: readonly Declaration[], stores: readonly NamedStore[]): Mistake[] {
  return declarations.flatMap((declaration) => {
    const never = stores.flatMap((store) =>
      findings(declaration, store).flatMap((each) =>
        each.kind === 'never' ? [{ source: store.source, what: each.what }] : [],
      ),
    );
    const useful = stores.find(
      (store) => isAt(declaration.places, store) && !never.some(({ source }) => source === store.source),
    );
    const instead = useful
      ? `Say where it applies: onlyAt({ source: '${useful.source}' }, …)`
      : 'Leave it out';
    return never.map(({ what }) => at(declaration.piece, `${what}. ${instead}`));
  });
}

function findings(declaration: Declaration, store: NamedStore): readonly Finding[] {
  if (!isAt(declaration.places, store)) return [];
  const { tags, company, values, ownIds } = declaration.reads;
  const reader = `${declaration.piece} in mapping.ts`;
  return [
    ...(tags ? findingsOfTags(store, reader) : []),
    ...(company ? findingsOfCompany(store, reader) : []),
    ...(values ? findingsOfValues(store, reader, values) : []),
    ...(ownIds && !store.config.mapping?.ownIds
      ? [lacks(store, 'ownIds', `is not set, and ${reader} gives IDs in Masivo`)]
      : []),
  ];
}

function findingsOfTags(store: NamedStore, reader: string): readonly Finding[] {
  const { neverSent, forms = {}, displayName } = profileOf(store.source);
  if (neverSent.tags === undefined) return [];
  if (!Object.values(forms).some(({ brings }) => brings.includes('tags'))) {
    return [{ kind: 'never', what: `finds no tags at ${store.key}: ${displayName} has none` }];
  }
  const { extras, fields } = mappingOf(store);
  if (extras.includes('tags') || fields.includes('tags')) return [];
  const how = store.config.events ? '' : `; tags ${neverSent.tags}`;
  return [lacks(store, 'extras', `lacks tags, which ${reader} reads${how}`)];
}

function findingsOfCompany(store: NamedStore, reader: string): readonly Finding[] {
  const { told, displayName } = profileOf(store.source);
  const company = told?.company;
  switch (company) {
    case undefined:
      return [];
    case 'never':
      return [{ kind: 'never', what: `finds no company at ${store.key}: ${displayName} have none` }];
    case 'named':
      return mappingOf(store).values.includes('company')
        ? []
        : [lacks(store, 'values', `lacks company, which ${reader} reads`)];
    default:
      return company satisfies never;
  }
}

function findingsOfValues(store: NamedStore, reader: string, names: readonly string[]): readonly Finding[] {
  const form = profileOf(store.source).told?.values;
  if (!form || names.length === 0) return [];
  // The others may be meant for other vendors, as a key of metadata beside a metafield.
  const mayBeAsked = names.filter(form.isName);
  if (mayBeAsked.length === 0) {
    return [
      {
        kind: 'never',
        what: `finds no ${names.join(' or ')} at ${store.key}, where a value is ${form.what}`,
      },
    ];
  }
  const { birthDate, gender, values } = mappingOf(store);
  const asked = [birthDate, gender, ...values].filter((name) => name !== null);
  return mayBeAsked
    .filter((name) => !asked.includes(name))
    .map((name) => lacks(store, 'values', `lacks ${name}, which ${reader} reads`, closest(name, asked)));
}

const mappingOf = ({ source, config }: NamedStore): Mapping => ({
  ...profileOf(source).source.defaultMapping,
  ...config.mapping,
});

const lacks = (
  store: NamedStore,
  field: 'extras' | 'values' | 'ownIds',
  what: string,
  meant?: string,
): Finding => ({
  kind: 'not-asked',
  mistake: at(`${fieldOf(store.key)}.mapping.${field}`, what, meant),
});
