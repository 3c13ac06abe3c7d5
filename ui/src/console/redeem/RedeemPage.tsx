import { useMutation } from '@tanstack/react-query';
import { use, useState, type FormEvent, type ReactNode } from 'react';

import { stores } from '../../api/endpoints.ts';
import { fieldsOf } from '../../api/errors.ts';
import type { ReservationDetails } from '../../api/types.ts';
import { Button } from '../../kit/Button.tsx';
import { Field } from '../../kit/Field.tsx';
import { money } from '../../kit/format.ts';
import { Icon } from '../../kit/Icon.tsx';
import { FormError } from '../../kit/status/FormError.tsx';
import { useLanguage } from '../../kit/useLanguage.ts';
import { NUMBERS, queryClient } from '../data/queries.ts';
import { Page } from '../shell/Page.tsx';
import { useStore } from '../store/StoreGate.tsx';
import { useTexts } from '../texts/index.ts';
import { findBarcodeReader } from './barcode.ts';
import styles from './Redeem.module.css';
import { Scanner } from './Scanner.tsx';

/** The same for as long as the page is open. */
const found = findBarcodeReader(window);

const Camera = ({ onCode }: { onCode: (code: string) => void }): ReactNode => {
  const { redeem: texts } = useTexts();
  const reader = use(found);
  const [scanning, setScanning] = useState(false);
  const scanned = (code: string): void => {
    setScanning(false);
    onCode(code);
  };
  if (!reader) return <p className={styles.soft}>{texts.cannotScan}</p>;
  return (
    <>
      <Button wide onClick={() => setScanning(!scanning)}>
        <Icon name={scanning ? 'close' : 'scan'} size={20} />
        {scanning ? texts.stopScan : texts.scan}
      </Button>
      {scanning && <Scanner reader={reader} onCode={scanned} />}
    </>
  );
};

const Done = ({ of }: { of: ReservationDetails }): ReactNode => {
  const { redeem } = useTexts();
  const language = useLanguage();
  return (
    <div className={styles.done}>
      <strong>{redeem.done}</strong>
      <span className={styles.product}>
        {of.product_name} {redeem.for(of.user_username)}
      </span>
      <span>{redeem.paid(money(of.price, of.currency, language))}</span>
    </div>
  );
};

const RedeemPage = (): ReactNode => {
  const { redeem: texts } = useTexts();
  const store = useStore();
  const [code, setCode] = useState('');
  const redeem = useMutation({
    mutationFn: (typed: string) => stores.redeem(store.id, typed),
    onSuccess: () => {
      setCode('');
      return queryClient.invalidateQueries({ queryKey: NUMBERS });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    redeem.mutate(code);
  };
  const scanned = (text: string): void => {
    setCode(text);
    redeem.mutate(text);
  };
  return (
    <Page title={texts.title}>
      <div className={styles.redeem}>
        <form className={styles.form} onSubmit={submit}>
          <Field
            label={texts.code}
            hint={texts.codeHint}
            value={code}
            maxLength={32}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            errors={fieldsOf(redeem.error)['pickup_code']}
            onChange={({ target }) => setCode(target.value)}
            required
          />
          <Button type="submit" look="primary" wide busy={redeem.isPending}>
            {texts.check}
          </Button>
        </form>
        <FormError error={redeem.error} />
        <div role="status">{redeem.data && <Done of={redeem.data} />}</div>
        <Camera onCode={scanned} />
      </div>
    </Page>
  );
};

export default RedeemPage;
