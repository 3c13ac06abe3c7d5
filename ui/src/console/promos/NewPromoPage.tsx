import type { ReactNode } from 'react';
import { useLocation } from 'wouter';

import { promos } from '../../api/endpoints.ts';
import type { PromoFields } from '../../api/types.ts';
import { ButtonLink } from '../../kit/Button.tsx';
import { State } from '../../kit/State.tsx';
import { Loaded } from '../../kit/status/Status.tsx';
import { PROMOS, queryClient, useProducts } from '../data/queries.ts';
import { Page, Panel } from '../shell/Page.tsx';
import { useStore } from '../store/StoreGate.tsx';
import { useTexts } from '../texts/index.ts';
import { emptyDraft } from './draft.ts';
import { PromoEditor } from './PromoEditor.tsx';

const NeedsProduct = (): ReactNode => {
  const { promos: texts } = useTexts();
  return (
    <Panel>
      <State icon="box" title={texts.needProduct}>
        <ButtonLink to="/products/" look="primary">
          {texts.toProducts}
        </ButtonLink>
      </State>
    </Panel>
  );
};

const NewPromoPage = (): ReactNode => {
  const { editor } = useTexts();
  const [, navigate] = useLocation();
  const products = useProducts(useStore().id, '', 1);
  const publish = async (fields: PromoFields): Promise<void> => {
    const { id } = await promos.create(fields);
    await queryClient.invalidateQueries({ queryKey: PROMOS });
    navigate(`/promos/${id}/`);
  };
  return (
    <Page title={editor.title}>
      <Loaded query={products}>
        {({ results }) =>
          results[0] ? (
            <PromoEditor initial={emptyDraft(results[0])} submitLabel={editor.publish} onSubmit={publish} />
          ) : (
            <NeedsProduct />
          )
        }
      </Loaded>
    </Page>
  );
};

export default NewPromoPage;
