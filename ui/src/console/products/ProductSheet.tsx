import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';

import { products as endpoints } from '../../api/endpoints.ts';
import { fieldsOf } from '../../api/errors.ts';
import type { Product } from '../../api/types.ts';
import { Button } from '../../kit/Button.tsx';
import { Field, Select, TextArea } from '../../kit/Field.tsx';
import { Sheet } from '../../kit/Sheet.tsx';
import { FormError } from '../../kit/status/FormError.tsx';
import { Switch } from '../../kit/Switch.tsx';
import { queryClient } from '../data/queries.ts';
import { priceOf } from '../promos/draft.ts';
import { useStore } from '../store/StoreGate.tsx';
import { useTexts } from '../texts/index.ts';
import { currencies } from './currencies.ts';
import { PictureField, type Picture } from './PictureField.tsx';
import styles from './Products.module.css';

const savePicture = async (product: number, picture: Picture): Promise<void> => {
  if (picture) await endpoints.setImage(product, picture);
  else if (picture === null) await endpoints.removeImage(product);
};

/** Of a form; a price that cannot be read is sent as it is, and the server says what is wrong with it. */
const fieldsOfForm = (form: FormData): Partial<Product> => {
  const price = String(form.get('original_price'));
  return {
    name: String(form.get('name')),
    description: String(form.get('description')),
    original_price: priceOf(price) ?? price,
    currency: String(form.get('currency')),
  };
};

interface ProductSheetProps {
  /** None: a new one. */
  product: Product | undefined;
  onClose: () => void;
}

const FIRST_CURRENCY = 'USD';

export const ProductSheet = ({ product, onClose }: ProductSheetProps): ReactNode => {
  const { products: texts, save } = useTexts();
  const store = useStore();
  const [picture, setPicture] = useState<Picture>();
  const [available, setAvailable] = useState(product?.is_available ?? true);
  const change = useMutation({
    mutationFn: async (fields: Partial<Product>) => {
      const { id } = product ? await endpoints.change(product.id, fields) : await endpoints.create(fields);
      await savePicture(id, picture);
      await Promise.all(['products', 'product'].map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
    },
    onSuccess: onClose,
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const fields = fieldsOfForm(new FormData(event.currentTarget));
    change.mutate({ ...fields, store: store.id, is_available: available });
  };
  const errors = fieldsOf(change.error);
  return (
    <Sheet title={product ? texts.edit : texts.new} onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <FormError error={change.error} />
        <Field label={texts.name} name="name" defaultValue={product?.name} errors={errors['name']} required />
        <div className={styles.pair}>
          <Field
            label={texts.price}
            name="original_price"
            inputMode="decimal"
            defaultValue={product?.original_price}
            errors={errors['original_price']}
            required
          />
          <Select
            label={texts.currency}
            name="currency"
            defaultValue={product?.currency ?? FIRST_CURRENCY}
            errors={errors['currency']}
          >
            {currencies().map((currency) => (
              <option key={currency}>{currency}</option>
            ))}
          </Select>
        </div>
        <TextArea
          label={texts.description}
          name="description"
          defaultValue={product?.description}
          errors={errors['description']}
        />
        <PictureField current={product?.image ?? null} chosen={picture} onChoose={setPicture} />
        <Switch label={texts.available} on={available} onChange={setAvailable} />
        <Button type="submit" look="primary" wide busy={change.isPending}>
          {save}
        </Button>
      </form>
    </Sheet>
  );
};
