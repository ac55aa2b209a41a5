// SPDX-License-Identifier: Apache-2.0
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Button, ConfigProvider, App as Messages, Result, Spin, theme } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import { Link, Route, Routes } from 'react-router';
import { Problem } from '@/shared/api/client';
import { text } from '@/shared/text';
import { Shell } from './Shell';
import { look, type Mode, preferredMode, rememberMode } from './theme';

const Overview = lazy(() => import('@/features/overview/OverviewPage'));
const Services = lazy(() => import('@/features/services/ServicesPage'));
const RouteList = lazy(() => import('@/features/routes/RoutesPage'));
const ConfigList = lazy(() => import('@/features/config/ConfigListPage'));
const ConfigPage = lazy(() => import('@/features/config/ConfigPage'));
const Data = lazy(() => import('@/features/data/DataPage'));
const Logs = lazy(() => import('@/features/telemetry/LogsPage'));
const LogProcessing = lazy(() => import('@/features/telemetry/ProcessingPage'));
const Traces = lazy(() => import('@/features/telemetry/TracesPage'));
const TracePage = lazy(() => import('@/features/telemetry/TracePage'));
const Operations = lazy(() => import('@/features/telemetry/OperationsPage'));
const Metrics = lazy(() => import('@/features/telemetry/MetricsPage'));
const Dashboards = lazy(() => import('@/features/telemetry/DashboardsPage'));
const DashboardPage = lazy(() => import('@/features/telemetry/DashboardPage'));
const Health = lazy(() => import('@/features/telemetry/HealthPage'));
const Business = lazy(() => import('@/features/telemetry/BusinessPage'));
const Inbox = lazy(() => import('@/features/alerts/InboxPage'));
const AlertPage = lazy(() => import('@/features/alerts/AlertPage'));
const AlertHistory = lazy(() => import('@/features/alerts/HistoryPage'));
const Silences = lazy(() => import('@/features/alerts/SilencesPage'));
const Receivers = lazy(() => import('@/features/alerts/ReceiversPage'));
const AlertRules = lazy(() => import('@/features/alerts/RulesPage'));
const Changes = lazy(() => import('@/features/changes/ChangesPage'));
const Users = lazy(() => import('@/features/users/UsersPage'));
const Apps = lazy(() => import('@/features/apps/AppsPage'));
const Access = lazy(() => import('@/features/access/AccessPage'));
const System = lazy(() => import('@/features/system/SystemPage'));

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      // Who may not, may not the second time either.
      retry: (count, error) => count < 2 && !(error instanceof Problem && error.status < 500),
    },
  },
});

function NotFound() {
  return (
    <Result
      status="404"
      title={text.common.notFound}
      subTitle={text.common.notFoundText}
      extra={
        <Link to="/">
          <Button type="primary">{text.common.home}</Button>
        </Link>
      }
    />
  );
}

export function App() {
  const [mode, setMode] = useState<Mode>(preferredMode);
  const config = useMemo(() => look(mode), [mode]);
  return (
    <ConfigProvider
      {...config}
      theme={{ ...config.theme, algorithm: mode === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm }}
    >
      <Messages>
        <QueryClientProvider client={queries}>
          <Shell
            mode={mode}
            onMode={(next) => {
              rememberMode(next);
              setMode(next);
            }}
          >
            <Suspense fallback={<Spin size="large" style={{ display: 'block', marginTop: '20vh' }} />}>
              <Routes>
                <Route index element={<Overview />} />
                <Route path="services" element={<Services />} />
                <Route path="routes" element={<RouteList />} />
                <Route path="config" element={<ConfigList />} />
                <Route path="config/:name" element={<ConfigPage />} />
                <Route path="data" element={<Data />} />
                <Route path="health" element={<Health />} />
                <Route path="alerts" element={<Inbox />} />
                <Route path="alerts/history" element={<AlertHistory />} />
                <Route path="alerts/silences" element={<Silences />} />
                <Route path="alerts/receivers" element={<Receivers />} />
                <Route path="alerts/rules" element={<AlertRules />} />
                <Route path="alerts/:id" element={<AlertPage />} />
                <Route path="logs" element={<Logs />} />
                <Route path="logs/processing" element={<LogProcessing />} />
                <Route path="traces" element={<Traces />} />
                <Route path="traces/:traceId" element={<TracePage />} />
                <Route path="operations" element={<Operations />} />
                <Route path="metrics" element={<Metrics />} />
                <Route path="dashboards" element={<Dashboards />} />
                <Route path="dashboards/:name" element={<DashboardPage />} />
                <Route path="business" element={<Business />} />
                <Route path="changes" element={<Changes />} />
                <Route path="users" element={<Users />} />
                <Route path="apps" element={<Apps />} />
                <Route path="access" element={<Access />} />
                <Route path="system" element={<System />} />
                <Route path="*" element={<NotFound />} />
              </Routes>
            </Suspense>
          </Shell>
        </QueryClientProvider>
      </Messages>
    </ConfigProvider>
  );
}
