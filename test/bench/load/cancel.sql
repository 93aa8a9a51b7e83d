\sleep 150 ms
SELECT load.cancel();
