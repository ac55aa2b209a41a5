// SPDX-License-Identifier: Apache-2.0
import type { Starter } from '@/shared/components/Starters';
import { text } from '@/shared/text';

const rules = text.alerts.rules.starters;
const told = text.alerts.receivers.starters;

/** Rules to start from, one of each form. */
export const RULES: readonly Starter[] = [
  {
    name: 'calls-fail',
    ...rules.expr,
    spec: {
      description: 'Calls of services fail',
      rules: [
        {
          alert: 'CallsFail',
          expr:
            'sum by (job) (rate(traces_spanmetrics_calls_total{span_kind="SPAN_KIND_SERVER", status_code="STATUS_CODE_ERROR"}[5m]))\n' +
            '  / sum by (job) (rate(traces_spanmetrics_calls_total{span_kind="SPAN_KIND_SERVER"}[5m])) > 0.05\n',
          for: '5m',
          severity: 'major',
          annotations: {
            summary: '{{ $value | humanizePercentage }} of the calls of {{ $labels.job }} fail',
            runbook_url: 'https://wiki.example.org/runbooks/calls-fail',
          },
        },
      ],
    },
  },
  {
    name: 'orders-fail',
    ...rules.transaction,
    spec: {
      description: 'What people try to do fails',
      rules: [
        {
          alert: 'OrdersFail',
          transaction: { name: 'orders-placed', failureRatioAbove: 0.05, minimum: 20, over: '10m' },
          severity: 'critical',
          annotations: { summary: '{{ $value | humanizePercentage }} of the orders fail' },
        },
      ],
    },
  },
  {
    name: 'errors-logged',
    ...rules.logs,
    spec: {
      description: 'Services log errors',
      rules: [
        {
          alert: 'ErrorsLogged',
          logs: { severity: 'error', by: ['service'], above: 20, over: '5m' },
          severity: 'minor',
          annotations: { summary: '{{ $labels.service }} logged {{ $value }} errors in 5 minutes' },
        },
      ],
    },
  },
  {
    name: 'nothing-comes',
    ...rules.noData,
    spec: {
      description: 'Series that should be there',
      rules: [
        {
          alert: 'NothingComes',
          noData: { expr: 'up{job="payments"}', within: '10m' },
          severity: 'major',
          annotations: { summary: 'Nothing came from payments for 10 minutes' },
        },
      ],
    },
  },
];

/** Rules that nothing is known of yet. */
export const BLANK_RULES = { rules: [{ alert: 'NameOfTheAlert', expr: 'up == 0', for: '5m', severity: 'major' }] };

export const CHANNELS: readonly Starter[] = [
  {
    name: 'mail',
    ...told.email,
    spec: {
      description: 'Mail by our server',
      email: {
        host: 'smtp.example.org',
        from: 'alerts@example.org',
        username: 'alerts',
        passwordRef: 'smtp-password',
        to: ['team@example.org'],
      },
    },
  },
  {
    name: 'web-hook',
    ...told.webhook,
    spec: { description: 'A program of ours', webhook: { url: 'https://tool.example.org/alerts' } },
  },
  {
    name: 'slack',
    ...told.slack,
    spec: { description: 'The channel of the team', slack: { urlRef: 'slack-web-hook' } },
  },
  {
    name: 'wecom',
    ...told.wecom,
    spec: { description: 'The group of the team', wecom: { keyRef: 'wecom-bot' } },
  },
  {
    name: 'dingtalk',
    ...told.dingtalk,
    spec: { description: 'The group of the team', dingtalk: { tokenRef: 'dingtalk-robot', signRef: 'dingtalk-sign' } },
  },
  {
    name: 'text-message',
    ...told.sms,
    spec: {
      description: 'The phone of who is on call',
      sms: {
        url: 'https://sms.example.org/messages',
        headers: { Authorization: { secretRef: 'sms-token', prefix: 'Bearer ' } },
        json: '{"to": "{{ .To }}", "text": "{{ .Title }}"}',
        to: ['+4915112345678'],
      },
    },
  },
];

/** Receivers by what is there already: references to what is not are refused. @param channels names, in their order */
export function receiversFor(channels: readonly string[], receivers: readonly string[]): readonly Starter[] {
  const [first = 'mail'] = channels;
  const next = receivers.find((each) => each !== 'team');
  return [
    {
      name: 'team',
      ...told.team,
      spec: {
        description: 'The team',
        channels: [{ channel: first }],
        ...(next === undefined ? {} : { escalation: { afterMinutes: 15, to: next } }),
      },
    },
    {
      name: 'on-call',
      ...told.onCall,
      spec: {
        description: 'Who is on call',
        channels: (channels.length > 0 ? channels : [first]).map((channel) => ({ channel })),
      },
    },
  ];
}

/** Routings by which receivers there are. */
export function routingsFor(receivers: readonly string[]): readonly Starter[] {
  const [first = 'team'] = receivers;
  const usual = receivers.includes('team') ? 'team' : first;
  const urgent = receivers.includes('on-call') ? 'on-call' : (receivers.find((each) => each !== usual) ?? usual);
  return [
    {
      name: 'routing',
      ...told.bySeverity,
      spec: {
        description: 'By severity',
        route: {
          receiver: usual,
          groupBy: ['alertname', 'service'],
          groupWait: '30s',
          groupInterval: '5m',
          repeatInterval: '4h',
          routes: [{ receiver: urgent, matchers: ['severity="critical"'], groupWait: '10s', repeatInterval: '1h' }],
        },
        inhibitions: [{ source: ['severity="critical"'], target: ['severity=~"minor|info"'], equal: ['service'] }],
      },
    },
    {
      name: 'routing-by-service',
      ...told.byService,
      spec: {
        description: 'By service',
        route: {
          receiver: usual,
          groupBy: ['alertname'],
          routes: [{ receiver: urgent, matchers: ['service=~"payments|checkout"'] }],
        },
      },
    },
  ];
}

export const SWITCHES: readonly Starter[] = [
  {
    name: 'nightly-backup',
    ...told.nightly,
    spec: {
      within: '25h',
      severity: 'major',
      labels: { service: 'backup' },
      annotations: { summary: 'The nightly backup did not report' },
    },
  },
  {
    name: 'watchdog',
    ...told.watchdog,
    spec: {
      within: '5m',
      severity: 'critical',
      annotations: { summary: 'Alerting does not work: its watchdog is silent' },
      alerts: ['alertname="Watchdog"'],
    },
  },
];
