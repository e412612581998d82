import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** What is measured warm: handles one event again and again, the secret at hand. Throws for one it refuses. */
export type Subject = (
  source: string,
  secret: string,
) => (event: APIGatewayProxyEventV2) => unknown | Promise<unknown>;
