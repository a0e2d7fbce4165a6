// Preloaded into every sandbox: stands in for the native half of AWS's runtime interface client, whose compiled
// `rapid-client.node` needs a build. CommonJS, because `import 'node:http'` costs a cold start 40 ms.
'use strict';
const { Agent, request } = require('node:http');
const Module = require('node:module');
const { Socket } = require('node:net');

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

const call = (method, path, body) =>
  new Promise((resolve, reject) => {
    const sent = request(
      { host, port, agent, method, path: `/2018-06-01/runtime/invocation/${path}` },
      (answer) => {
        let bodyJson = '';
        answer.setEncoding('utf8');
        answer.on('data', (text) => {
          bodyJson += text;
        });
        answer.on('end', () => resolve({ bodyJson, headers: answer.headers }));
        answer.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });

// Marks the end of an invocation's output, so that the platform has read all of it before it believes the answer.
const endOutput = (requestId) => {
  for (const stream of [process.stdout, process.stderr]) stream.write(`\u001e${requestId}\n`);
};

let posted = Promise.resolve();
const post = (requestId, kind, body) => {
  endOutput(requestId);
  posted = call('POST', `${requestId}/${kind}`, body);
};

const client = {
  next: async () => {
    await posted;
    const next = await call('GET', 'next');
    const offset = next.headers['platform-clock-offset-ms'];
    if (offset !== undefined) require('./shifted-clock.cjs').shiftTo(Number(offset));
    return next;
  },
  done: (requestId, body) => post(requestId, 'response', body),
  error: (requestId, body) => post(requestId, 'error', body),
};

const load = Module._load;
Module._load = (name, ...rest) => (name === './rapid-client.node' ? client : load(name, ...rest));

// The platform holds the other end: when it is gone, however it went, so is this process.
const platform = new Socket({ fd: 3 }).resume();
platform.unref();
platform.on('error', () => {});
platform.on('close', () => process.kill(process.pid, 'SIGKILL'));
