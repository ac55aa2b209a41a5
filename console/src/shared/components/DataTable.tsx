// SPDX-License-Identifier: Apache-2.0
import { Table, type TableProps, type TableRef } from 'antd';
import { useEffect, useRef } from 'react';

/** A table as all of ours are: whole, and scrolling in itself where there is no room, also by the keyboard. */
export function DataTable<Row extends object>(props: TableProps<Row>) {
  const table = useRef<TableRef>(null);
  useEffect(() => {
    // the library leaves what scrolls out of the order of Tab
    table.current?.nativeElement.querySelector('.ant-table-content')?.setAttribute('tabindex', '0');
  });
  return <Table<Row> ref={table} pagination={false} scroll={{ x: 'max-content' }} {...props} />;
}
