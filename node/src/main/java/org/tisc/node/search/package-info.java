/**
 * The search feature: one query over the own collections and those of peers, as JSON and as one
 * plain page in both languages. Reads the request, has the query language read the text, asks the
 * federation through a function, and shows the answer with its coverage. Owns no index and no
 * network, imports no other feature, and never logs a query. What peers sent is plain text that the
 * page escapes. Handlers keep no state and run on many threads. Read {@link
 * org.tisc.node.search.SearchHttp} first.
 */
@NullMarked
package org.tisc.node.search;

import org.jspecify.annotations.NullMarked;
