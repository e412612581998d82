// @ts-check
// AWS's runtime client posts answers by a native library, which is compiled where it is installed. This does the same
// by HTTP; it is required before the runtime client, whose other code runs as it is.
const http = require('node:http');
const Module = require('node:module');

const [hostname, port] = String(process.env.AWS_LAMBDA_RUNTIME_API).split(':');

/** @param {string} id @param {string} what @param {string} body @param {Record<string, string>} headers */
function post(id, what, body, headers = {}) {
  const path = `/2018-06-01/runtime/invocation/${id}/${what}`;
  const request = http.request({ hostname, port, path, method: 'POST', headers });
  request.on('response', (response) => response.resume());
  request.end(body);
}

const client = {
  /** @param {string} id @param {string} body */
  done: (id, body) => post(id, 'response', body, { 'content-type': 'application/json' }),
  /** @param {string} id @param {string} body */
  error: (id, body) => post(id, 'error', body, { 'Lambda-Runtime-Function-Error-Type': 'Handled' }),
};

// Node asks this for every file whose name ends so.
Reflect.set(Reflect.get(Module, '_extensions'), '.node', (/** @type {{ exports: unknown }} */ module) => {
  module.exports = client;
});
const resolve = Reflect.get(Module, '_resolveFilename');
Reflect.set(Module, '_resolveFilename', (/** @type {string} */ request, /** @type {unknown[]} */ ...rest) =>
  request.endsWith('rapid-client.node') ? request : resolve(request, ...rest),
);
