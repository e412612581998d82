import { createServer, type IncomingMessage } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Listening, listen } from '../../local/aws/json-protocol';
import type { LocalFunction } from '../../local/functions/local-function';
import { callEvent } from '../../local/operate-api';
import { allows, type Statement } from '../../trials/judges/iam/policy';
import { whoSigned } from '../../trials/judges/iam/signature';
import { operateApiId } from '../infra/resolve';

export interface OperateGatewayOptions {
  readonly operate: Pick<LocalFunction, 'invoke'>;
  readonly account: string;
  readonly region: string;
  readonly caller: string;
  readonly secretKey: string;
  /** What the caller may do; looked at on every call. */
  readonly policy: () => readonly Statement[];
}

export interface OperateGateway extends Listening {
  /** Every call that was signed right: `POST /act/replay`. */
  readonly asked: string[];
}

/** API Gateway with IAM's authorisation in front of `operate`: it checks the signature, asks the policy, and tells who calls. */
export async function startOperateGateway(options: OperateGatewayOptions): Promise<OperateGateway> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    answer(request, options, asked).then(
      ({ statusCode = 200, headers, body }) => {
        response.writeHead(statusCode, { 'content-type': 'application/json', ...headers } as Record<
          string,
          string
        >);
        response.end(body);
      },
      () => response.destroy(),
    );
  });
  return { ...(await listen(server)), asked };
}

const refused = (statusCode: number, message: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  body: JSON.stringify({ message }),
});

async function answer(
  request: IncomingMessage,
  { operate, account, region, caller, secretKey, policy }: OperateGatewayOptions,
  asked: string[],
): Promise<APIGatewayProxyStructuredResultV2> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method = '', url: target = '', headers } = request;
  const body = Buffer.concat(chunks);
  const signer = whoSigned({ method, target, headers, body }, secretKey, Date.now(), ['host', 'x-amz-date']);
  if (typeof signer === 'string' || signer.service !== 'execute-api' || signer.region !== region)
    return refused(403, 'The request signature we calculated does not match the signature you provided.');
  asked.push(`${method} ${target}`);
  const resource = `arn:aws:execute-api:${region}:${account}:${operateApiId}/$default/${method}${target}`;
  if (!allows(policy(), { action: 'execute-api:Invoke', resource })) return refused(403, 'Forbidden');
  const invoked = await operate.invoke(callEvent(`${method} ${target}`, body.toString(), caller));
  return invoked.kind === 'result'
    ? (invoked.result as APIGatewayProxyStructuredResultV2)
    : refused(500, 'Internal Server Error');
}
