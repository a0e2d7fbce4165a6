// The platform that runs us, by name: another one stands here with functions of the same names. `Platform` in ports.ts
// says what each does.
export { busEventIn, putEvents } from './aws/bus.ts';
export { openFleetTable } from './aws/fleet-table.ts';
export { onHttp, onQueue, onQueueOrTimer, onTick } from './aws/lambda.ts';
export { LONGEST_RUN_MS } from './aws/limits.ts';
export { onPage } from './aws/load-balancer.ts';
export { fitted, offerToQueue, putOnQueue } from './aws/queue.ts';
export { forgetSecret, readSecret } from './aws/secrets.ts';
export { openTable } from './aws/table.ts';
export { publishToTopic } from './aws/topic.ts';
export { regionOfDoor, visitorOf } from './aws/visitor.ts';
