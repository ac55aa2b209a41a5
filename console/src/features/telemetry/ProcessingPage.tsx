// SPDX-License-Identifier: Apache-2.0
import { ArrowLeftOutlined } from '@ant-design/icons';
import { Button, Tabs } from 'antd';
import { Link } from 'react-router';
import { Page } from '@/shared/components/Page';
import { useEnv } from '@/shared/env';
import { useParameters } from '@/shared/params';
import { text } from '@/shared/text';
import { PipelineList } from './PipelineList';
import { Quotas } from './Quotas';
import { RoomStatus } from './RoomStatus';
import { Streams } from './Streams';
import './telemetry.css';

const TABS = {
  pipelines: <PipelineList />,
  streams: <Streams />,
  quotas: <Quotas />,
  status: <RoomStatus />,
} as const;

export default function ProcessingPage() {
  const [params, change] = useParameters();
  const [env] = useEnv();
  const tab = params.get('tab') ?? '';
  const active = Object.hasOwn(TABS, tab) ? tab : 'pipelines';
  return (
    <Page
      title={text.processing.title}
      subtitle={text.processing.subtitle}
      actions={
        <Link to={{ pathname: '/logs', search: `?env=${encodeURIComponent(env)}` }}>
          <Button icon={<ArrowLeftOutlined />} tabIndex={-1}>
            {text.processing.toLogs}
          </Button>
        </Link>
      }
    >
      <Tabs
        activeKey={active}
        // only the one that is shown reads its part of the address
        destroyOnHidden
        onChange={(next) => change({ tab: next === 'pipelines' ? undefined : next, edit: undefined })}
        items={(Object.keys(TABS) as (keyof typeof TABS)[]).map((key) => ({
          key,
          label: text.processing.tabs[key],
          children: TABS[key],
        }))}
      />
    </Page>
  );
}
