import type { ReactNode } from 'react';

import { stores } from '../../api/endpoints.ts';
import type { Store } from '../../api/types.ts';
import { queryClient } from '../data/queries.ts';
import { useTexts } from '../texts/index.ts';
import styles from './Store.module.css';
import { StoreForm } from './StoreForm.tsx';

const create = async (fields: Partial<Store>): Promise<void> => {
  await stores.create(fields);
  await queryClient.invalidateQueries({ queryKey: ['stores'] });
};

export const FirstStorePage = (): ReactNode => {
  const { firstStore } = useTexts();
  return (
    <main className={styles.first}>
      <div>
        <h1>{firstStore.title}</h1>
        <p className={styles.lead}>{firstStore.text}</p>
      </div>
      <StoreForm submitLabel={firstStore.create} onSubmit={create} />
    </main>
  );
};
