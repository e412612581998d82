import type { Channel } from '../../../../../lambda/masivo/consent';

/** The fields of a row that may hold a yes. */
export const consentFields = ['emailMarketing', 'sms', 'pushNotifications', 'linkTracking'] as const;
export type ConsentField = (typeof consentFields)[number];

/** The channel that each of them is about. */
export const consentChannels = {
  emailMarketing: 'email_marketing',
  sms: 'sms',
  pushNotifications: 'push_notifications',
  linkTracking: 'link_tracking',
} as const satisfies Readonly<Record<ConsentField, Channel>>;

const consentTimeFields = [
  'emailMarketingAt',
  'smsAt',
  'pushNotificationsAt',
  'linkTrackingAt',
] as const satisfies readonly `${ConsentField}At`[];
const timeFields = ['createdAt', 'updatedAt', ...consentTimeFields] as const;

export const textFields = [
  ...(['email', 'firstName', 'lastName', 'name'] as const),
  ...(['phone', 'country', 'company', 'locale', 'note', 'tags'] as const),
];
export type TextField = (typeof textFields)[number];

/** What a CSV file may hold of a customer. */
export const csvFields = ['id', ...textFields, ...timeFields, ...consentFields] as const;
export type CsvField = (typeof csvFields)[number];

/** Without an id nobody's webhook finds the customer; without a date nobody knows who signed up before go-live. */
const required = ['id', 'email', 'createdAt'] as const satisfies readonly CsvField[];

/**
 * The column of each field, by the name in the file's first line. What is no field is a value of the merchant's own, as
 * the mapping reads it: a metafield (`namespace.key`), a key of metadata, or a member.
 */
export type CsvColumns = ReadonlyMap<string, string>;

export const isCsvField = (name: string): name is CsvField => csvFields.some((field) => field === name);

/** The fields that a file has to have and the options do not name. */
export const missingFields = (columns: CsvColumns): readonly CsvField[] => [
  ...required.filter((field) => !columns.has(field)),
  // A time is that of a statement, which has to be there.
  ...consentFields.filter((field) => !columns.has(field) && columns.has(`${field}At`)),
];

/** The fields of consent that the file has a column for. */
export const consentFieldsIn = (columns: CsvColumns): readonly ConsentField[] =>
  consentFields.filter((field) => columns.has(field));
