package browsertest
const countPath = "/dem"
