package org.tisc.node.web;

/** One declared route. */
record Route(
    String method,
    PathTemplate path,
    Permission permission,
    String summary,
    Routes.Handler handler) {}
