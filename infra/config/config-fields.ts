import * as v from 'valibot';
import { sources } from '../../lambda/sources/registry';

/** CloudWatch Logs takes these numbers of days and no others. */
export const logRetentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653,
];

export const Name = v.pipe(
  v.string(),
  v.regex(
    /^[a-z][a-z0-9-]{0,39}$/,
    'lower-case letters, digits and dashes, beginning with a letter, 40 at most',
  ),
);
export const StoreName = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9][a-z0-9-]{0,39}$/,
    'a store is named with lower-case letters, digits and dashes, 40 at most',
  ),
);
export const SourceName = v.picklist(
  [...sources.keys()],
  `is not a source; there are ${[...sources.keys()].join(' and ')}`,
);
export const whole = (least: number, most: number) =>
  v.pipe(
    v.number('is not a number'),
    v.integer('is not a whole number'),
    v.minValue(least, `is less than ${least}`),
    v.maxValue(most, `is more than ${most}`),
  );
/** Its region is compared with the environment's in config-rules.ts. */
const arn = (service: string, resource: string, message: string) =>
  v.pipe(v.string(), v.regex(new RegExp(`^arn:aws[\\w-]*:${service}:[\\w-]+:\\d{12}:${resource}$`), message));
// An alias would deploy, but IAM compares the key's ARN, and the functions could not use the key.
export const KeyArn = arn(
  'kms',
  'key/[\\w-]+',
  'is not the ARN of a KMS key, which ends in :key/ and its id (an alias is not enough)',
);
export const TopicArn = arn('sns', '[\\w-]{1,256}', 'is not the ARN of an SNS topic (a standard one)');
/** As their own links have them: `/client/T…/C…` in Slack, `groupId=` and `tenantId=` in a Teams channel's. */
export const SlackChannel = v.strictObject({
  workspaceId: v.pipe(v.string(), v.regex(/^[0-9A-Z]{1,255}$/, 'is no id of a workspace, such as T0123ABCD')),
  channelId: v.pipe(v.string(), v.regex(/^[A-Za-z0-9]{1,255}$/, 'is no id of a channel, such as C0123ABCD')),
});
const uuid = (message: string) => v.pipe(v.string(), v.uuid(message));
export const TeamsChannel = v.strictObject({
  teamId: uuid('is no id of a team: the groupId of its link'),
  tenantId: uuid('is no id of a tenant'),
  channelId: v.pipe(
    v.string(),
    v.maxLength(255),
    v.regex(
      // As CloudFormation takes it: an address that was decoded on its way here has `:` and `@`.
      /^[\w=+/.,-]*%3[aA][\w=+/.,-]*%40[\w=+/.,-]*$/,
      'is no id of a channel: what its link has behind /channel/, as it stands there, up to the next slash',
    ),
  ),
});
export const PagerDutyUrl = v.pipe(
  v.string(),
  v.regex(
    /^https:\/\/events(\.eu)?\.pagerduty\.com\/(integration\/\w+\/enqueue|x-ere\/\w+)$/,
    "is not the integration URL of PagerDuty's Amazon CloudWatch: https://events.pagerduty.com/integration/…/enqueue",
  ),
);
export const CertificateArn = arn('acm', 'certificate/[\\w-]+', 'is not the ARN of an ACM certificate');
export const Region = v.pipe(
  v.string(),
  v.regex(/^[a-z]{2}(-gov)?-(north|south)?(east|west|central|north|south)-\d$/, 'is not an AWS region'),
);
export const HostName = v.pipe(
  v.string(),
  v.maxLength(253),
  v.regex(
    /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/,
    'is not a host name like hooks.acme.example, in lower case and without https://',
  ),
);
/** Of hexadecimal digits, as `openssl rand -hex 16` prints them: 128 bits. A word is none, and so is a run of one digit. */
const PathKey = v.pipe(
  v.string(),
  v.regex(
    /^[0-9a-f]{32,64}$/,
    'is no key of 32 to 64 hexadecimal digits: make one with `openssl rand -hex 16`',
  ),
  v.check(
    (key) => new Set(key).size >= 8,
    'has too few different digits to be random: make one with `openssl rand -hex 16`',
  ),
);
export const PathKeys = v.pipe(
  v.tupleWithRest([PathKey], PathKey),
  v.check((keys) => keys.length <= 2, 'are more than two: the new one, and the old one beside it'),
  v.check((keys) => new Set(keys).size === keys.length, 'are the same'),
);
export const PermissionsBoundary = v.pipe(
  v.string(),
  v.regex(
    /^(arn:aws[\w-]*:iam::(\d{12}|aws):policy\/)?[\w+=,.@-]+(\/[\w+=,.@-]+)*$/,
    'is neither the name of an IAM policy nor its ARN',
  ),
);
const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
export const Tags = v.pipe(
  v.record(
    v.pipe(
      v.string(),
      v.minLength(1, 'a tag has a name'),
      v.maxLength(128, 'a tag has a name of 128 characters at most'),
      v.regex(tagText, 'a tag is named with letters, digits, spaces and _.:/=+-@'),
      v.check((name) => !/^aws:/i.test(name), 'a name that begins with aws: is for AWS alone'),
    ),
    v.pipe(
      v.string(),
      v.maxLength(256, 'is longer than 256 characters'),
      v.regex(tagText, 'has other characters than letters, digits, spaces and _.:/=+-@'),
    ),
  ),
  // AWS takes 50, and two are ours.
  v.check((tags) => Object.keys(tags).length <= 48, 'are more than 48'),
);
export const BaseUrl = v.pipe(
  v.string(),
  v.url('is not a URL'),
  v.startsWith('https://', 'has to begin with https://'),
  // Paths are put behind it: they would end up in a query or a fragment.
  v.check((url) => !/[?#]/.test(url), 'has a ? or #, behind which its paths would go'),
  v.check((url) => !url.endsWith('/'), 'ends with a slash, which its paths bring themselves'),
);
