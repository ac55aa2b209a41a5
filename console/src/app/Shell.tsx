// SPDX-License-Identifier: Apache-2.0
import {
  AlertOutlined,
  AppstoreOutlined,
  AreaChartOutlined,
  BranchesOutlined,
  ClusterOutlined,
  ControlOutlined,
  DashboardOutlined,
  DatabaseOutlined,
  FileTextOutlined,
  FundOutlined,
  HeartOutlined,
  HistoryOutlined,
  LineChartOutlined,
  LogoutOutlined,
  MenuOutlined,
  MoonOutlined,
  NodeIndexOutlined,
  SafetyOutlined,
  SettingOutlined,
  ShoppingOutlined,
  SunOutlined,
  TeamOutlined,
  UserOutlined,
} from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Badge, Button, Drawer, Dropdown, Flex, Grid, Layout, Menu, Select, Tooltip, theme } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { firingQuery } from '@/shared/api/alerts';
import { personOf } from '@/shared/api/client';
import { type Connection, useLiveUpdates } from '@/shared/api/live';
import { kindsQuery, resourcesQuery, whoAmIQuery } from '@/shared/api/queries';
import { useEnv } from '@/shared/env';
import { text } from '@/shared/text';
import type { Mode } from './theme';

const ITEMS = [
  { key: '/', icon: <DashboardOutlined />, label: text.nav.overview },
  { key: '/services', icon: <ClusterOutlined />, label: text.nav.services },
  { key: '/routes', icon: <BranchesOutlined />, label: text.nav.routes },
  { key: '/config', icon: <ControlOutlined />, label: text.nav.config },
  { key: '/data', icon: <DatabaseOutlined />, label: text.nav.data },
  { key: '/health', icon: <HeartOutlined />, label: text.nav.health },
  { key: '/alerts', icon: <AlertOutlined />, label: text.nav.alerts },
  { key: '/logs', icon: <FileTextOutlined />, label: text.nav.logs },
  { key: '/traces', icon: <NodeIndexOutlined />, label: text.nav.traces },
  { key: '/operations', icon: <LineChartOutlined />, label: text.nav.operations },
  { key: '/metrics', icon: <AreaChartOutlined />, label: text.nav.metrics },
  { key: '/dashboards', icon: <FundOutlined />, label: text.nav.dashboards },
  { key: '/business', icon: <ShoppingOutlined />, label: text.nav.business },
  { key: '/changes', icon: <HistoryOutlined />, label: text.nav.changes },
  { key: '/users', icon: <TeamOutlined />, label: text.nav.users },
  { key: '/apps', icon: <AppstoreOutlined />, label: text.nav.apps },
  { key: '/access', icon: <SafetyOutlined />, label: text.nav.access },
  { key: '/system', icon: <SettingOutlined />, label: text.nav.system },
];

/** How many alerts of all environments fire that should not wait; 0 while that is not known. */
function useUrgent(): number {
  const known = useQuery(kindsQuery).data?.some((each) => each.name === 'AlertRules') ?? false;
  const { data } = useQuery({ ...firingQuery(undefined, 1), enabled: known });
  return (data?.counts.critical ?? 0) + (data?.counts.major ?? 0);
}

function Navigation({ onChosen }: { onChosen?: () => void }) {
  const { pathname } = useLocation();
  const [env] = useEnv();
  const urgent = useUrgent();
  const selected = ITEMS.map((item) => item.key)
    .filter((key) => (key === '/' ? pathname === '/' : pathname.startsWith(key)))
    .slice(-1);
  return (
    <nav aria-label={text.nav.label}>
      <Menu
        mode="inline"
        selectedKeys={selected}
        style={{ borderInlineEnd: 'none', background: 'transparent' }}
        onClick={onChosen}
        items={ITEMS.map((item) => ({
          key: item.key,
          icon: item.icon,
          label: (
            <Link to={{ pathname: item.key, search: `?env=${encodeURIComponent(env)}` }}>
              {item.label}
              {item.key === '/alerts' && urgent > 0 && (
                <span className="nav-count" title={text.nav.alertsFiring(urgent)}>
                  {urgent > 99 ? '99+' : urgent}
                </span>
              )}
            </Link>
          ),
        }))}
      />
    </nav>
  );
}

function Environments() {
  const [env, setEnv] = useEnv();
  const { data } = useQuery(resourcesQuery('Environment'));
  const names = new Set([...(data ?? []).map((each) => each.name), env]);
  return (
    <Select
      aria-label={text.nav.environment}
      value={env}
      onChange={setEnv}
      options={[...names].map((name) => ({ value: name, label: name }))}
      popupMatchSelectWidth={false}
      style={{ minWidth: 84 }}
    />
  );
}

const STATUS = { connecting: 'processing', live: 'success', away: 'error' } as const;

function Live({ connection }: { connection: Connection }) {
  return (
    <Tooltip title={connection === 'away' ? text.connection.awayHint : text.connection.liveHint}>
      <span role="status">
        <Badge status={STATUS[connection]} text={text.connection[connection]} />
      </span>
    </Tooltip>
  );
}

function Person() {
  const navigate = useNavigate();
  const { data } = useQuery(whoAmIQuery);
  const name = data ? personOf(data.principal) : '';
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: '/sign-in/account', icon: <UserOutlined />, label: text.nav.account },
          { key: '/sign-in/out', icon: <LogoutOutlined />, label: text.nav.signOut },
        ],
        // pages of identity, not of the console
        onClick: ({ key }) => (key.startsWith('/sign-in') ? window.location.assign(key) : navigate(key)),
      }}
    >
      <Button type="text" icon={<UserOutlined />} aria-label={name}>
        <span className="wide-only">{name}</span>
      </Button>
    </Dropdown>
  );
}

/** The frame around every page: where one is, who one is, which environment is looked at. */
export function Shell({ mode, onMode, children }: { mode: Mode; onMode: (mode: Mode) => void; children: ReactNode }) {
  const { lg } = Grid.useBreakpoint();
  const { token } = theme.useToken();
  const [open, setOpen] = useState(false);
  const connection = useLiveUpdates();
  const border = `1px solid ${token.colorBorderSecondary}`;
  const other: Mode = mode === 'dark' ? 'light' : 'dark';
  return (
    <Layout style={{ minHeight: '100dvh' }}>
      <a className="skip" href="#content">
        {text.nav.skip}
      </a>
      <Layout.Header
        style={{
          position: 'sticky',
          top: 0,
          zIndex: 20,
          background: token.colorBgContainer,
          borderBottom: border,
          display: 'flex',
          alignItems: 'center',
          justifyContent: 'space-between',
          gap: 8,
        }}
      >
        <Flex align="center" gap={8}>
          {!lg && (
            <Button type="text" icon={<MenuOutlined />} aria-label={text.nav.open} onClick={() => setOpen(true)} />
          )}
          <Link to="/" style={{ display: 'flex', alignItems: 'center', gap: 10, color: token.colorText }}>
            <img src="/console/icon.svg" alt="" width={26} height={26} />
            <strong style={{ fontSize: 17, letterSpacing: 0.2 }}>{text.product}</strong>
          </Link>
        </Flex>
        <Flex align="center" gap={lg ? 12 : 4}>
          {lg && <Live connection={connection} />}
          <Environments />
          <Button
            type="text"
            icon={mode === 'dark' ? <SunOutlined /> : <MoonOutlined />}
            aria-label={text.nav[other]}
            onClick={() => onMode(other)}
          />
          <Person />
        </Flex>
      </Layout.Header>
      <Layout>
        {lg ? (
          <Layout.Sider
            width={208}
            style={{
              background: token.colorBgContainer,
              borderInlineEnd: border,
              position: 'sticky',
              top: 56,
              height: 'calc(100dvh - 56px)',
              overflow: 'auto',
              paddingTop: 8,
            }}
          >
            <Navigation />
          </Layout.Sider>
        ) : (
          <Drawer placement="left" open={open} onClose={() => setOpen(false)} size={260} title={text.product}>
            <Navigation onChosen={() => setOpen(false)} />
            <div style={{ padding: 16 }}>
              <Live connection={connection} />
            </div>
          </Drawer>
        )}
        <Layout.Content id="content" tabIndex={-1} style={{ padding: lg ? 24 : 16, minWidth: 0, outline: 'none' }}>
          <div style={{ maxWidth: 1440, margin: '0 auto' }}>{children}</div>
        </Layout.Content>
      </Layout>
    </Layout>
  );
}
