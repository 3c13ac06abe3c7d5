import { useState, type ReactNode } from 'react';

import type { Page as ApiPage, Product } from '../../api/types.ts';
import { Button } from '../../kit/Button.tsx';
import { Field } from '../../kit/Field.tsx';
import { money } from '../../kit/format.ts';
import { Icon } from '../../kit/Icon.tsx';
import { State } from '../../kit/State.tsx';
import { Loaded } from '../../kit/status/Status.tsx';
import { Thumb } from '../../kit/Thumb.tsx';
import { useLanguage } from '../../kit/useLanguage.ts';
import { useProducts } from '../data/queries.ts';
import { useDebounced } from '../promos/useDebounced.ts';
import { Chip, NumberCell, Page, Panel, Table } from '../shell/Page.tsx';
import { useStore } from '../store/StoreGate.tsx';
import { useTexts } from '../texts/index.ts';
import { ImportSheet } from './ImportSheet.tsx';
import styles from './Products.module.css';
import { ProductSheet } from './ProductSheet.tsx';

const PAGE_SIZE = 50;
const REST_MS = 300;

/** What is open over the list. */
type Open = { kind: 'new' } | { kind: 'import' } | { kind: 'edit'; product: Product } | undefined;

const Row = ({ product, onEdit }: { product: Product; onEdit: () => void }): ReactNode => {
  const { products } = useTexts();
  const language = useLanguage();
  return (
    <tr>
      <td>
        <div className={styles.product}>
          <div className={styles.thumb}>
            <Thumb product={product.id} name={product.name} image={product.image} />
          </div>
          <button type="button" className={styles.link} onClick={onEdit}>
            {product.name}
          </button>
        </div>
      </td>
      <NumberCell>{money(product.original_price, product.currency, language)}</NumberCell>
      <td>
        {product.is_available ? <Chip look="good">{products.available}</Chip> : <Chip>{products.unavailable}</Chip>}
      </td>
    </tr>
  );
};

interface PagesProps {
  page: number;
  count: number;
  onPage: (page: number) => void;
}

const Pages = ({ page, count, onPage }: PagesProps): ReactNode => {
  const { products } = useTexts();
  const pages = Math.ceil(count / PAGE_SIZE);
  return (
    pages > 1 && (
      <div className={styles.pages}>
        <Button small disabled={page === 1} onClick={() => onPage(page - 1)}>
          {products.previous}
        </Button>
        {products.page(page, pages)}
        <Button small disabled={page === pages} onClick={() => onPage(page + 1)}>
          {products.next}
        </Button>
      </div>
    )
  );
};

interface ListProps {
  data: ApiPage<Product>;
  searched: boolean;
  onEdit: (product: Product) => void;
}

const List = ({ data, searched, onEdit }: ListProps): ReactNode => {
  const { products } = useTexts();
  if (data.results.length === 0) {
    return (
      <Panel>
        {searched ? (
          <p className={styles.hint}>{products.nothingFound}</p>
        ) : (
          <State icon="box" title={products.emptyTitle} text={products.emptyText} />
        )}
      </Panel>
    );
  }
  const columns = [{ name: products.name }, { name: products.price, number: true }, { name: products.available }];
  return (
    <Table label={products.title} columns={columns}>
      {data.results.map((product) => (
        <Row key={product.id} product={product} onEdit={() => onEdit(product)} />
      ))}
    </Table>
  );
};

const ProductsPage = (): ReactNode => {
  const { products: texts } = useTexts();
  const [typed, setTyped] = useState('');
  const [page, setPage] = useState(1);
  const [open, setOpen] = useState<Open>();
  const search = useDebounced(typed, REST_MS);
  const query = useProducts(useStore().id, search, page);
  const close = (): void => setOpen(undefined);
  const actions = (
    <>
      <Button onClick={() => setOpen({ kind: 'import' })}>
        <Icon name="upload" size={20} />
        {texts.import}
      </Button>
      <Button look="primary" onClick={() => setOpen({ kind: 'new' })}>
        <Icon name="plus" size={20} />
        {texts.new}
      </Button>
    </>
  );
  return (
    <Page title={texts.title} actions={actions}>
      <div className={styles.bar}>
        <Field
          label={texts.search}
          type="search"
          value={typed}
          onChange={({ target }) => {
            setTyped(target.value);
            setPage(1);
          }}
        />
      </div>
      <Loaded query={query}>
        {(data) => (
          <>
            <List data={data} searched={search !== ''} onEdit={(product) => setOpen({ kind: 'edit', product })} />
            <Pages page={page} count={data.count} onPage={setPage} />
          </>
        )}
      </Loaded>
      {open?.kind === 'import' && <ImportSheet onClose={close} />}
      {open?.kind === 'new' && <ProductSheet product={undefined} onClose={close} />}
      {open?.kind === 'edit' && <ProductSheet product={open.product} onClose={close} />}
    </Page>
  );
};

export default ProductsPage;
