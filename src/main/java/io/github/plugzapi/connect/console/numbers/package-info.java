/** The pages of the numbers: all of them, and each with what can be done about it. */
package io.github.plugzapi.connect.console.numbers;
