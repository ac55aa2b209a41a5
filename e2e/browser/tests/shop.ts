// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';

/** What a shop of two services and a consumer sends by OTLP, as JSON: orders that are paid, stored and announced. */
type Attributes = Record<string, string | number | boolean>;

const INTERNAL = 1;
const SERVER = 2;
const CLIENT = 3;
const PRODUCER = 4;
const CONSUMER = 5;
const ERROR = 2;
/** Spans in a request, when there are many. */
const PART = 1000;
const SEVERITIES = { DEBUG: 5, INFO: 9, WARN: 13, ERROR: 17 } as const;

interface Span {
  service: string;
  span: Record<string, unknown>;
}

interface Log {
  service: string;
  record: Record<string, unknown>;
}

export interface Order {
  traceId: string;
  spans: Span[];
  logs: Log[];
}

const id = (bytes: number) => randomBytes(bytes).toString('hex');
const nanos = (millis: number) => (BigInt(Math.round(millis * 1000)) * 1000n).toString();

function attributes(of: Attributes) {
  return Object.entries(of).map(([key, value]) => ({
    key,
    value:
      typeof value === 'number'
        ? { intValue: String(value) }
        : typeof value === 'boolean'
          ? { boolValue: value }
          : { stringValue: value },
  }));
}

const resource = (service: string) => ({
  attributes: attributes({
    'service.name': service,
    'service.version': '1.4.2',
    'service.instance.id': `${service}-1`,
    'deployment.environment.name': 'dev',
    'host.name': 'shop-host',
    'telemetry.sdk.language': 'java',
  }),
});

const STACK = `java.lang.IllegalStateException: the bank does not answer
\tat shop.payments.Bank.charge(Bank.java:42)
\tat shop.payments.PaymentController.pay(PaymentController.java:27)
\tat java.base/java.lang.reflect.Method.invoke(Method.java:565)
Caused by: java.net.SocketTimeoutException: no answer in 2000 ms
\tat shop.payments.BankClient.ask(BankClient.java:88)
\t... 12 more`;

/** One order, which began at that time. */
export function order(number: number, at: number, { failed = false, slow = 1 } = {}): Order {
  const traceId = id(16);
  const spans: Span[] = [];
  const logs: Log[] = [];
  const add = (
    service: string,
    parent: string | null,
    name: string,
    kind: number,
    offset: number,
    millis: number,
    extra: Attributes,
    error?: string,
  ) => {
    const spanId = id(8);
    const start = at + offset * slow;
    const end = start + millis * slow;
    spans.push({
      service,
      span: {
        traceId,
        spanId,
        ...(parent && { parentSpanId: parent }),
        name,
        kind,
        startTimeUnixNano: nanos(start),
        endTimeUnixNano: nanos(end),
        attributes: attributes(extra),
        status: error ? { code: ERROR, message: error } : {},
        events: error
          ? [
              {
                timeUnixNano: nanos(end - 1),
                name: 'exception',
                attributes: attributes({
                  'exception.type': 'java.lang.IllegalStateException',
                  'exception.message': error,
                  'exception.stacktrace': STACK,
                }),
              },
            ]
          : [],
      },
    });
    return spanId;
  };
  const say = (
    service: string,
    spanId: string,
    offset: number,
    severity: keyof typeof SEVERITIES,
    body: string,
    more: Attributes = {},
  ) => {
    const time = nanos(at + offset * slow);
    logs.push({
      service,
      record: {
        timeUnixNano: time,
        observedTimeUnixNano: time,
        severityNumber: SEVERITIES[severity],
        severityText: severity,
        body: { stringValue: body },
        attributes: attributes({ 'order.id': `o-${number}`, 'thread.name': 'virtual-17', ...more }),
        traceId,
        spanId,
      },
    });
  };

  const root = add('orders', null, 'POST /orders', SERVER, 0, failed ? 78 : 64, {
    'http.request.method': 'POST',
    'url.path': '/orders',
    'http.response.status_code': failed ? 502 : 201,
    'customer.id': `c-${number % 7}`,
  }, failed ? 'payment failed' : undefined);
  const select = add('orders', root, 'SELECT shop.films', CLIENT, 3, 6, {
    'db.system.name': 'postgresql',
    'db.namespace': 'shop',
    'db.query.text': 'select id, title, price from films where id = $1',
  });
  const call = add('orders', root, 'POST', CLIENT, 11, failed ? 60 : 25, {
    'http.request.method': 'POST',
    'url.full': 'http://payments/payments',
    'server.address': 'payments',
  }, failed ? '500' : undefined);
  const pay = add('payments', call, 'POST /payments', SERVER, 13, failed ? 55 : 20, {
    'http.request.method': 'POST',
    'url.path': '/payments',
    'http.response.status_code': failed ? 500 : 200,
  }, failed ? 'the bank does not answer' : undefined);
  add('payments', pay, 'POST', CLIENT, 15, failed ? 51 : 14, {
    'http.request.method': 'POST',
    'server.address': 'api.bank.example',
    'server.port': 443,
  }, failed ? 'no answer in 2000 ms' : undefined);
  say('orders', root, 1, 'INFO', `Order o-${number} of 2 films received`);
  say('orders', select, 9, 'DEBUG', 'Film 1183 costs 9.99');
  if (failed) {
    say('payments', pay, 64, 'ERROR', `Payment of order o-${number} failed: the bank does not answer`, {
      'exception.type': 'java.lang.IllegalStateException',
      'exception.message': 'the bank does not answer',
      'exception.stacktrace': STACK,
    });
    say('orders', root, 76, 'WARN', `Order o-${number} is refused: payment failed`);
  } else {
    say('payments', pay, 30, 'INFO', `Payment of 19.98 for order o-${number} accepted`);
    const insert = add('orders', root, 'INSERT shop.orders', CLIENT, 40, 8, {
      'db.system.name': 'postgresql',
      'db.namespace': 'shop',
      'db.query.text': 'insert into orders (id, customer, amount) values ($1, $2, $3)',
    });
    const announced = add('orders', root, 'shop.orders publish', PRODUCER, 50, 5, {
      'messaging.system': 'kafka',
      'messaging.destination.name': 'shop.orders',
      'messaging.operation.type': 'send',
    });
    const read = add('catalog', announced, 'shop.orders process', CONSUMER, 70, 22, {
      'messaging.system': 'kafka',
      'messaging.destination.name': 'shop.orders',
      'messaging.operation.type': 'process',
    });
    add('catalog', read, 'update films', CLIENT, 74, 15, {
      'db.system.name': 'opensearch',
      'db.query.text': '{"script": "ctx._source.sold += 1"}',
    });
    say('orders', insert, 60, 'INFO', `Order o-${number} is stored and announced`);
    say('catalog', read, 90, 'INFO', `Film 1183 was sold by order o-${number}`);
  }
  return { traceId, spans, logs };
}

async function post(path: string, body: unknown) {
  const answer = await fetch(`${process.env.PLINTH_OTLP ?? 'http://127.0.0.1:4318'}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) {
    throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }
}

/** One trace of so many spans: the first half each below the one before, the others beside each other. The last one failed. */
export async function sendImport(count: number): Promise<string> {
  const traceId = id(16);
  const at = Date.now() - 60_000;
  const ids = Array.from({ length: count }, () => id(8));
  const spans = ids.map((spanId, index) => ({
    traceId,
    spanId,
    ...(index > 0 && { parentSpanId: index < count / 2 ? ids[index - 1] : ids[0] }),
    // one in a thousand has a name of its own, as names are counted
    name: index === 0 ? 'nightly import' : index % 1000 === 999 ? `film ${index}` : 'film',
    kind: INTERNAL,
    startTimeUnixNano: nanos(at + index),
    endTimeUnixNano: nanos(at + (index === 0 ? count : index + 1)),
    attributes: attributes({ 'film.id': index, 'film.plot': `What happens in film ${index}` }),
    status: index === count - 1 ? { code: ERROR, message: 'no such director' } : {},
  }));
  for (let sent = 0; sent < count; sent += PART) {
    const part = spans.slice(sent, sent + PART);
    await post('/v1/traces', {
      resourceSpans: [{ resource: resource('importer'), scopeSpans: [{ scope: { name: 'shop.tracing' }, spans: part }] }],
    });
  }
  return traceId;
}

/** All of them, as each service would send its own. */
export async function send(...orders: Order[]) {
  const services = new Set(orders.flatMap((each) => each.spans.map((one) => one.service)));
  const of = <T extends { service: string }>(all: T[], service: string) => all.filter((one) => one.service === service);
  await post('/v1/traces', {
    resourceSpans: [...services].map((service) => ({
      resource: resource(service),
      scopeSpans: [
        { scope: { name: 'shop.tracing' }, spans: orders.flatMap((each) => of(each.spans, service)).map((one) => one.span) },
      ],
    })),
  });
  await post('/v1/logs', {
    resourceLogs: [...services].map((service) => ({
      resource: resource(service),
      scopeLogs: [
        { scope: { name: `shop.${service}` }, logRecords: orders.flatMap((each) => of(each.logs, service)).map((one) => one.record) },
      ],
    })),
  });
}
