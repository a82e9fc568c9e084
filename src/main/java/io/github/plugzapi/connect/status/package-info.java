/** What is known of the instances, put together once. */
package io.github.plugzapi.connect.status;
