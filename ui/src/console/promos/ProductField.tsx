import { useState, type ReactNode } from 'react';

import type { Product } from '../../api/types.ts';
import { Field, Select } from '../../kit/Field.tsx';
import { useProducts } from '../data/queries.ts';
import { useStore } from '../store/StoreGate.tsx';
import { useTexts } from '../texts/index.ts';
import { useDebounced } from './useDebounced.ts';

const REST_MS = 300;

interface ProductFieldProps {
  product: Product;
  errors: string[] | undefined;
  onChoose: (product: Product) => void;
}

/** One of the store's products; of more than fit in a list, one that was searched for. */
export const ProductField = ({ product, errors, onChoose }: ProductFieldProps): ReactNode => {
  const { editor } = useTexts();
  const [typed, setTyped] = useState('');
  const search = useDebounced(typed, REST_MS);
  const page = useProducts(useStore().id, search, 1).data;
  const found = page?.results ?? [];
  const many = typed !== '' || (page !== undefined && page.count > found.length);
  const shown = found.some(({ id }) => id === product.id) ? found : [product, ...found];
  const choose = (id: number): void => {
    const chosen = shown.find((one) => one.id === id);
    if (chosen) onChoose(chosen);
  };
  return (
    <>
      {many && (
        <Field
          label={editor.findProduct}
          type="search"
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      )}
      <Select
        label={editor.product}
        value={product.id}
        errors={errors}
        onChange={({ target }) => choose(Number(target.value))}
      >
        {shown.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
    </>
  );
};
