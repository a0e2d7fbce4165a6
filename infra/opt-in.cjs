/** osls takes a CommonJS plugin here. It leaves out the functions of which nobody has set any variable: the console's. */
module.exports = class OptIn {
  constructor({ service }) {
    const isHosted = Object.entries(process.env).some(
      ([name, value]) => name.startsWith('CONSOLE_') && value?.trim(),
    );
    if (!isHosted) delete service.functions.console;
  }
};
