/** osls takes a CommonJS file here; what it returns is computed from the catalogue. */
module.exports = async () => (await import('./own-senders.ts')).ownSenders();
