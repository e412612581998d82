import { type ForwardedRequest, forward } from '../../../local/aws/elsewhere';
import { accessKeyIn, callerOf } from '../../../local/aws/environment';
import type { Closing } from '../../../local/closing';
import type { Endpoints } from '../../../local/stand-ins';
import { askedOf } from './asked-of';
import { allows } from './policy';
import { functionNames, type Roles } from './roles';
import { whoSigned } from './signature';

/** As local/aws/environment.ts gives it to every function. */
const secretKey = 'local';
const services = { sqs: 'sqs', dynamoDb: 'dynamodb', secretsManager: 'secretsmanager' } as const;

/** Judges the functions' calls to AWS: whether each is signed right, and allowed by the role of its function. */
export class CallJudge {
  calls = 0;
  /** Each kind of failure once, with how often it came. */
  readonly #failures = new Map<string, number>();

  constructor(readonly roles: Roles) {}

  get failures(): readonly string[] {
    return [...this.#failures].map(([what, times]) => (times === 1 ? what : `${what} (${times} times)`));
  }

  /** What functions call instead of these endpoints, so that every call is judged on its way. */
  readonly inFront = async (endpoints: Endpoints, closing: Closing): Promise<Endpoints> => {
    const behind = async (service: keyof typeof services) => {
      const onRequest = (request: ForwardedRequest) => this.#judge(request, services[service]);
      const { endpoint, close } = await forward({ to: endpoints[service], onRequest });
      closing.add(close);
      return endpoint;
    };
    return {
      sqs: await behind('sqs'),
      dynamoDb: await behind('dynamoDb'),
      secretsManager: await behind('secretsManager'),
    };
  };

  #judge(request: ForwardedRequest, service: string): void {
    // The run itself looks into the ledger on the same way.
    if (callerOf(accessKeyIn(request.headers.authorization)) === 'BRIDGE') return;
    this.calls += 1;
    const failure = this.#failureOf(request, service);
    if (failure !== undefined) this.#failures.set(failure, (this.#failures.get(failure) ?? 0) + 1);
  }

  #failureOf(request: ForwardedRequest, service: string): string | undefined {
    const target = String(request.headers['x-amz-target']);
    const signer = whoSigned(request, secretKey, Date.now());
    if (typeof signer === 'string') return `${target}: ${signer}`;
    // The stand-in of SQS tells of its queues what CloudWatch does.
    const asked = signer.service === 'monitoring' ? 'sqs' : signer.service;
    if (asked !== service || signer.region !== 'us-east-1')
      return `${target}: signed for ${signer.service} in ${signer.region}`;
    const caller = functionNames.find((name) => callerOf(signer.accessKey) === name);
    if (!caller) return `${target}: signed by ${signer.accessKey}, who is no function`;
    const { statements, arns } = this.roles;
    const denied = askedOf(target, JSON.parse(request.body.toString()), arns).filter(
      (call) => !allows(statements[caller], call),
    );
    const [first] = denied;
    return first && `${caller} is not authorized to perform ${first.action} on ${first.resource}`;
  }
}
