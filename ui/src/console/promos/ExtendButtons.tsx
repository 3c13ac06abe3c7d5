import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';

import { promos } from '../../api/endpoints.ts';
import { fieldsOf } from '../../api/errors.ts';
import { Button } from '../../kit/Button.tsx';
import { Field } from '../../kit/Field.tsx';
import { Icon, type IconName } from '../../kit/Icon.tsx';
import { Sheet } from '../../kit/Sheet.tsx';
import { FormError } from '../../kit/status/FormError.tsx';
import { useTexts } from '../texts/index.ts';
import styles from './Promo.module.css';
import { refreshPromo } from './refreshPromo.ts';

const SECONDS = 60;

interface ExtendProps {
  promo: number;
  icon: IconName;
  title: string;
  label: string;
  initial: number;
  max: number;
  /** The field of the API, and how much of it one typed unit is. */
  field: 'add_stock' | 'add_seconds';
  factor: number;
}

const ExtendSheet = ({ onClose, ...props }: ExtendProps & { onClose: () => void }): ReactNode => {
  const { promo: texts } = useTexts();
  const extend = useMutation({
    mutationFn: (amount: number) => promos.extend(props.promo, { [props.field]: amount * props.factor }),
    onSuccess: async () => {
      await refreshPromo();
      onClose();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    extend.mutate(Number(new FormData(event.currentTarget).get('amount')));
  };
  return (
    <Sheet title={props.title} onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <FormError error={extend.error} />
        <Field
          label={props.label}
          type="number"
          name="amount"
          min={1}
          max={props.max}
          defaultValue={props.initial}
          errors={fieldsOf(extend.error)[props.field]}
          required
        />
        <Button type="submit" look="primary" wide busy={extend.isPending}>
          {texts.add}
        </Button>
      </form>
    </Sheet>
  );
};

const Extend = (props: ExtendProps): ReactNode => {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button small onClick={() => setOpen(true)}>
        <Icon name={props.icon} size={18} />
        {props.title}
      </Button>
      {open && <ExtendSheet {...props} onClose={() => setOpen(false)} />}
    </>
  );
};

/** More units and more time for the window that is open or next. */
export const ExtendButtons = ({ promo }: { promo: number }): ReactNode => {
  const { promo: texts } = useTexts();
  return (
    <>
      <Extend
        promo={promo}
        icon="plus"
        title={texts.addStock}
        label={texts.addStockLabel}
        initial={10}
        max={1_000_000}
        field="add_stock"
        factor={1}
      />
      <Extend
        promo={promo}
        icon="clock"
        title={texts.addTime}
        label={texts.addTimeLabel}
        initial={30}
        max={7 * 24 * 60}
        field="add_seconds"
        factor={SECONDS}
      />
    </>
  );
};
