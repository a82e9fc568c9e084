/** Where everything is kept: connections and transactions, the one thread that writes, and who of several processes leads. */
package io.github.plugzapi.connect.store;
