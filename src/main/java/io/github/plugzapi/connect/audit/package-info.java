/** Who did what: it is kept, and said in the log. */
package io.github.plugzapi.connect.audit;
