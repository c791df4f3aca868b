#!/bin/sh
# Lists the plugins of a newly assembled distribution for its conf/plugins.conf: digests.sh FOLDER STAMP. macOS calls the tool
# shasum.
set -eu
cd "$1/jimm-$2/plugins"
if command -v sha256sum >/dev/null; then
    sha256sum ./*.jar
else
    shasum -a 256 ./*.jar
fi | sed 's|  \./|  |' >../conf/distribution.sha256
