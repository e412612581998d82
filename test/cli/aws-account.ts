import { createServer, type IncomingMessage } from 'node:http';
import { type Listening, listen } from '../../local/aws/json-protocol';
import { allows, type Statement } from '../../trials/judges/iam/policy';

export interface AwsAccount extends Listening {
  /** Every action that was asked for, with the region that it was signed for. */
  readonly asked: string[];
}

export interface AwsAccountOptions {
  readonly account: string;
  readonly caller: string;
  /** Outputs by the stack's name. */
  readonly stacks: Readonly<
    Record<string, { readonly arn: string; readonly outputs: Record<string, string> }>
  >;
  /** What the caller may do; GetCallerIdentity needs no permission. */
  readonly policy: () => readonly Statement[];
  /** Answers everything like this. */
  readonly refusal?: () => { readonly status: number; readonly code: string } | undefined;
}

/**
 * As much of STS and CloudFormation as finding a stack needs, in AWS's Query protocol: a form comes in, XML goes
 * out. A request that is not signed (SigV4) for the service it asks is refused, as AWS does.
 */
export async function startAwsAccount(options: AwsAccountOptions): Promise<AwsAccount> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    answer(request, options, asked).then(({ status, xml }) => {
      response.writeHead(status, { 'content-type': 'text/xml' });
      response.end(xml);
    });
  });
  return { ...(await listen(server)), asked };
}

type Answer = { readonly status: number; readonly xml: string };

async function answer(
  request: IncomingMessage,
  { account, caller, policy, stacks, refusal }: AwsAccountOptions,
  asked: string[],
): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const form = new URLSearchParams(Buffer.concat(chunks).toString());
  const action = form.get('Action') ?? '';
  const signature =
    /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=\S+, Signature=[0-9a-f]{64}$/;
  const [, region, service] = signature.exec(request.headers.authorization ?? '') ?? [];
  asked.push(`${action} in ${region}`);
  if (service !== (action === 'GetCallerIdentity' ? 'sts' : 'cloudformation')) {
    return failure(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
  }
  const refused = refusal?.();
  if (refused) return failure(refused.status, refused.code, `${refused.code}, says AWS`);
  if (action === 'GetCallerIdentity') {
    return result(action, `<UserId>AIDA</UserId><Account>${account}</Account><Arn>${caller}</Arn>`);
  }
  const name = form.get('StackName') ?? '';
  // IAM knows the stack's id only when the caller asks by it.
  const judged = name.startsWith('arn:')
    ? name
    : `arn:aws:cloudformation:${region}:${account}:stack/${name}/*`;
  if (!allows(policy(), { action: `cloudformation:${action}`, resource: judged })) {
    return failure(
      403,
      'AccessDenied',
      `${caller} is not authorized to perform: cloudformation:${action} on resource: ${judged}`,
    );
  }
  const stack = stacks[name];
  if (action !== 'DescribeStacks' || !stack) {
    return failure(400, 'ValidationError', `Stack with id ${name} does not exist`);
  }
  const outputs = Object.entries(stack.outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  return result(
    action,
    `<Stacks><member><StackName>${name}</StackName><StackId>${stack.arn}</StackId><CreationTime>2026-11-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${outputs.join('')}</Outputs></member></Stacks>`,
  );
}

const result = (action: string, xml: string): Answer => ({
  status: 200,
  xml: `<${action}Response><${action}Result>${xml}</${action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${action}Response>`,
});

const failure = (status: number, code: string, message: string): Answer => ({
  status,
  xml: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
});
