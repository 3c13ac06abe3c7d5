import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';

import { stores } from '../../api/endpoints.ts';
import type { ImportReport } from '../../api/types.ts';
import { Button } from '../../kit/Button.tsx';
import { Icon } from '../../kit/Icon.tsx';
import { Sheet } from '../../kit/Sheet.tsx';
import { FormError } from '../../kit/status/FormError.tsx';
import { queryClient } from '../data/queries.ts';
import { NumberCell, Table } from '../shell/Page.tsx';
import { useStore } from '../store/StoreGate.tsx';
import { useTexts } from '../texts/index.ts';
import styles from './Products.module.css';

const Mistakes = ({ of }: { of: ImportReport['errors'] }): ReactNode => {
  const { importing } = useTexts();
  const columns = [{ name: importing.row, number: true }, { name: importing.field }, { name: importing.message }];
  return (
    <>
      <p className={styles.bad}>
        {importing.bad(of.length)}. {importing.fixFirst}
      </p>
      <Table label={importing.bad(of.length)} columns={columns}>
        {of.map(({ row, field, message }) => (
          <tr key={`${row} ${field} ${message}`}>
            <NumberCell>{row}</NumberCell>
            <td>{field}</td>
            <td>{message}</td>
          </tr>
        ))}
      </Table>
    </>
  );
};

/** A file is looked through first; only one without mistakes can be imported. */
export const ImportSheet = ({ onClose }: { onClose: () => void }): ReactNode => {
  const { importing } = useTexts();
  const store = useStore();
  const [csv, setCsv] = useState<Blob>();
  const look = useMutation({ mutationFn: (file: Blob) => stores.importProducts(store.id, file, true) });
  const add = useMutation({
    mutationFn: (file: Blob) => stores.importProducts(store.id, file, false),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['products'] }),
  });
  const choose = (file: File | undefined): void => {
    if (!file) return;
    const typed = new Blob([file], { type: 'text/csv' });
    setCsv(typed);
    add.reset();
    look.mutate(typed);
  };
  const report = look.data;
  const good = report !== undefined && report.errors.length === 0 && !add.isSuccess;
  return (
    <Sheet title={importing.title} onClose={onClose}>
      <div className={styles.form}>
        <p className={styles.hint}>{importing.text}</p>
        <div>
          <label className={styles.file}>
            <Icon name="upload" size={18} />
            {importing.choose}
            <input
              className="sr-only"
              type="file"
              accept=".csv,text/csv"
              onChange={({ target }) => choose(target.files?.[0])}
            />
          </label>
        </div>
        <FormError error={look.error ?? add.error} />
        <div role="status">
          {look.isPending && <p className={styles.hint}>{importing.checking}</p>}
          {good && <p className={styles.good}>{importing.good(report.rows)}</p>}
          {add.data && <p className={styles.good}>{importing.done(add.data.created)}</p>}
        </div>
        {report && report.errors.length > 0 && <Mistakes of={report.errors} />}
        {good && (
          <Button look="primary" wide busy={add.isPending} onClick={() => csv && add.mutate(csv)}>
            {importing.confirm(report.rows)}
          </Button>
        )}
      </div>
    </Sheet>
  );
};
