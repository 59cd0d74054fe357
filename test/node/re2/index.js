// In place of the package, a binding that has to be compiled: gitlab-ci-local only
// asks it for what a regular expression of JavaScript does as well.
module.exports = RegExp;
