/** osls takes a CommonJS file here; what it returns follows from the catalogue. */
module.exports = async () => {
  const { ownSenders } = await import('./own-senders.ts');
  const { catalog } = await import('../functions/catalog.ts');
  return ownSenders(catalog);
};
