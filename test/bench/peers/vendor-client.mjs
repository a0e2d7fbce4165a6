import { clientOf, patch } from './vendor.mjs';

const client = clientOf({ ak: 'AKIABENCH', sk: 'secret-key-of-the-bench' });

/** The vendor's client as its README shows it. */
export const handler = (event) => patch(client, JSON.parse(event.Records[0].body).instance_ids);
