/** Those with at most two decimals: what prices are kept in. */
export const currencies = (): string[] =>
  Intl.supportedValuesOf('currency').filter(
    (currency) =>
      (new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2) <= 2,
  );
