import { withOwnFields } from '../../../lambda/masivo/own-fields';
import { storeWith } from '../../support/settings';
import { draft } from '../delivery/drafts';

const own = { source: 'shopify', store: 'default' };
const said = { ...own, phone: '+15550100', country: 'EC', tags: 'vip, new', note: 'a note' };
const placed = (mapping: object, metadata: Record<string, string> = said) => {
  const placedDraft = withOwnFields({ ...draft('A'), metadata }, storeWith('shopify', { mapping }));
  const { phone, country, tags } = placedDraft;
  return { phone, country, tags, metadata: placedDraft.metadata };
};
const note = { ...own, note: 'a note' };
const tags = { vip: true, new: true };

test.each<[string, object, Record<string, string>, object]>([
  ['nothing is asked for', { extras: ['phone'] }, said, { metadata: said }],
  [
    'all of it in Masivo’s own fields',
    { fields: ['phone', 'country', 'tags'], extras: ['note'] },
    said,
    { phone: '+15550100', country: 'EC', tags, metadata: note },
  ],
  [
    'in both places',
    { fields: ['phone', 'tags'], extras: ['phone', 'country', 'tags', 'note'] },
    said,
    { phone: '+15550100', tags, metadata: said },
  ],
  [
    'nothing was said',
    { fields: ['phone', 'country', 'tags'] },
    own,
    // An object without members takes back the tags that were told.
    { tags: {}, metadata: own },
  ],
  ['a list with gaps', { fields: ['tags'] }, { ...own, tags: ' vip,, new ,vip,' }, { tags, metadata: own }],
  ['a country too long', { fields: ['country'] }, { ...own, country: 'x'.repeat(101) }, { metadata: own }],
  ['a phone too long', { fields: ['phone'] }, { ...own, phone: '1'.repeat(51) }, { metadata: own }],
])('%s', (_, mapping, metadata, expected) => {
  expect(placed(mapping, metadata)).toEqual(expected);
});
