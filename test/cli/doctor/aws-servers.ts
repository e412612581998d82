import type { ServerResponse } from 'node:http';
import { type Asked, listen } from '../../masivo/server';

/** Lambda's GetAccountSettings, in REST with JSON as AWS has it. */
export async function startLambda(unreserved: number | 'denied') {
  return listen((response, { method, path, headers }) => {
    if (method !== 'GET' || !/^\/2016-08-19\/account-settings\/?$/.test(path)) {
      return answer(response, 404, 'application/json', '{}', {
        'x-amzn-errortype': 'ResourceNotFoundException',
      });
    }
    if (!isSignedFor('lambda', headers)) return answer(response, 403, 'application/json', '{}');
    if (unreserved === 'denied') {
      const message = 'User is not authorized to perform: lambda:GetAccountSettings';
      return answer(response, 403, 'application/json', JSON.stringify({ Message: message }), {
        'x-amzn-errortype': 'AccessDeniedException',
      });
    }
    const limits = { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: unreserved };
    return answer(response, 200, 'application/json', JSON.stringify({ AccountLimit: limits }));
  });
}

/** SNS's ListSubscriptionsByTopic, in its Query protocol: a form in, XML out, and a token for the next page. */
export async function startSns(subscriptions: readonly { topic: string; arn: string; protocol?: string }[]) {
  return listen((response, { method, headers, body }: Asked) => {
    const form = new URLSearchParams(body);
    const known = form.get('Action') === 'ListSubscriptionsByTopic' && form.get('Version') === '2010-03-31';
    if (method !== 'POST' || !known || !isSignedFor('sns', headers))
      return answer(response, 400, 'text/xml', '<x/>');
    const own = subscriptions.filter(({ topic }) => topic === form.get('TopicArn'));
    const from = Number(form.get('NextToken') ?? 0);
    const members = own
      .slice(from, from + 1)
      .map(
        ({ arn, topic, protocol = 'email' }) =>
          `<member><TopicArn>${topic}</TopicArn><Protocol>${protocol}</Protocol><SubscriptionArn>${arn}</SubscriptionArn><Endpoint>ops@example.com</Endpoint></member>`,
      );
    const next = from + 1 < own.length ? `<NextToken>${from + 1}</NextToken>` : '';
    const xml = `<ListSubscriptionsByTopicResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><ListSubscriptionsByTopicResult><Subscriptions>${members.join('')}</Subscriptions>${next}</ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>`;
    return answer(response, 200, 'text/xml', xml);
  });
}

const isSignedFor = (service: string, headers: Asked['headers']) =>
  headers.authorization?.includes(`/eu-west-1/${service}/aws4_request`) === true;

function answer(
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
  more: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': type, ...more });
  response.end(body);
}
