import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';

import { promos } from '../../api/endpoints.ts';
import { Button } from '../../kit/Button.tsx';
import { Icon } from '../../kit/Icon.tsx';
import { Sheet } from '../../kit/Sheet.tsx';
import { FormError } from '../../kit/status/FormError.tsx';
import { useTexts } from '../texts/index.ts';
import styles from './Promo.module.css';
import { refreshPromo } from './refreshPromo.ts';

/** The kill switch: asks once, then stops the promo for everyone. */
export const CloseButton = ({ promo }: { promo: number }): ReactNode => {
  const { promo: texts } = useTexts();
  const [asking, setAsking] = useState(false);
  const close = useMutation({
    mutationFn: () => promos.close(promo),
    onSuccess: async () => {
      await refreshPromo();
      setAsking(false);
    },
  });
  return (
    <>
      <Button small look="danger" onClick={() => setAsking(true)}>
        <Icon name="stop" size={18} />
        {texts.close}
      </Button>
      {asking && (
        <Sheet title={texts.closeTitle} onClose={() => setAsking(false)}>
          <div className={styles.form}>
            <p className={styles.soft}>{texts.closeText}</p>
            <FormError error={close.error} />
            <Button look="danger" wide busy={close.isPending} onClick={() => close.mutate()}>
              {texts.closeYes}
            </Button>
          </div>
        </Sheet>
      )}
    </>
  );
};
