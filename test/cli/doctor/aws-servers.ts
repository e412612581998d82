import type { ServerResponse } from 'node:http';
import { type Asked, listen } from '../../lambda/masivo/server';

/** By the ARN of the queue they read. */
export type EventSources = readonly { readonly arn: string; readonly id: string; readonly state: string }[];

/** Lambda's GetAccountSettings and ListEventSourceMappings, in REST with JSON as AWS has them. */
export async function startLambda(unreserved: number | 'denied', eventSources: EventSources = []) {
  return listen((response, { method, path, headers }) => {
    const { pathname, searchParams } = new URL(path, 'http://localhost');
    const isSettings = /^\/2016-08-19\/account-settings\/?$/.test(pathname);
    if (method !== 'GET' || !(isSettings || /^\/2015-03-31\/event-source-mappings\/?$/.test(pathname))) {
      return answer(response, 404, 'application/json', '{}', {
        'x-amzn-errortype': 'ResourceNotFoundException',
      });
    }
    if (!isSignedFor('lambda', headers)) return answer(response, 403, 'application/json', '{}');
    if (unreserved === 'denied') {
      const action = isSettings ? 'GetAccountSettings' : 'ListEventSourceMappings';
      const message = `User is not authorized to perform: lambda:${action}`;
      return answer(response, 403, 'application/json', JSON.stringify({ Message: message }), {
        'x-amzn-errortype': 'AccessDeniedException',
      });
    }
    const limits = { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: unreserved };
    const body = isSettings ? { AccountLimit: limits } : pageOf(eventSources, searchParams);
    return answer(response, 200, 'application/json', JSON.stringify(body));
  });
}

/** One a page, so that whoever asks has to go on. */
function pageOf(eventSources: EventSources, query: URLSearchParams) {
  const own = eventSources.filter(({ arn }) => arn === query.get('EventSourceArn'));
  const from = Number(query.get('Marker') ?? 0);
  return {
    EventSourceMappings: own
      .slice(from, from + 1)
      .map(({ arn, id, state }) => ({ UUID: id, State: state, EventSourceArn: arn })),
    ...(from + 1 < own.length ? { NextMarker: `${from + 1}` } : {}),
  };
}

/** SNS's ListSubscriptionsByTopic, in its Query protocol: a form in, XML out, and a token for the next page. */
export async function startSns(
  subscriptions: readonly { topic: string; arn: string; protocol?: string }[] | 'denied',
) {
  return listen((response, { method, headers, body }: Asked) => {
    const form = new URLSearchParams(body);
    const known = form.get('Action') === 'ListSubscriptionsByTopic' && form.get('Version') === '2010-03-31';
    if (method !== 'POST' || !known || !isSignedFor('sns', headers))
      return answer(response, 400, 'text/xml', '<x/>');
    if (subscriptions === 'denied') return answer(response, 403, 'text/xml', snsRefusal);
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

/** SNS has a name of its own for what other services call AccessDenied. */
const snsRefusal =
  '<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>User is not authorized to perform: SNS:ListSubscriptionsByTopic</Message></Error><RequestId>00000000-0000-4000-8000-000000000000</RequestId></ErrorResponse>';

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
