import type { ReactNode } from 'react';

import { stores } from '../../api/endpoints.ts';
import type { Store } from '../../api/types.ts';
import { queryClient } from '../data/queries.ts';
import { Page } from '../shell/Page.tsx';
import { useTexts } from '../texts/index.ts';
import { StoreForm } from './StoreForm.tsx';
import { useStore } from './StoreGate.tsx';

const StorePage = (): ReactNode => {
  const { nav, save } = useTexts();
  const store = useStore();
  const change = async (fields: Partial<Store>): Promise<void> => {
    await stores.change(store.id, fields);
    await queryClient.invalidateQueries({ queryKey: ['stores'] });
  };
  return (
    <Page title={nav.store}>
      <StoreForm store={store} submitLabel={save} onSubmit={change} />
    </Page>
  );
};

export default StorePage;
