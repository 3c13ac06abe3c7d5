import { useState, type ReactNode } from 'react';

import { promos } from '../../api/endpoints.ts';
import type { Product, Promo, PromoFields } from '../../api/types.ts';
import { Button } from '../../kit/Button.tsx';
import { Sheet } from '../../kit/Sheet.tsx';
import { useTexts } from '../texts/index.ts';
import { draftOf } from './draft.ts';
import { PromoEditor } from './PromoEditor.tsx';
import { refreshPromo } from './refreshPromo.ts';

/** Changes what is to come; of an open window only units and end, which have buttons of their own. */
export const EditButton = ({ promo, product }: { promo: Promo; product: Product }): ReactNode => {
  const { promo: texts, editor, save } = useTexts();
  const [open, setOpen] = useState(false);
  const change = async (fields: PromoFields): Promise<void> => {
    await promos.change(promo.id, { ...fields, is_active: promo.is_active });
    await refreshPromo();
    setOpen(false);
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>{texts.edit}</Button>
      {open && (
        <Sheet title={editor.editTitle} onClose={() => setOpen(false)} wide>
          <PromoEditor initial={draftOf(promo, product)} submitLabel={save} onSubmit={change} />
        </Sheet>
      )}
    </>
  );
};
