SELECT load.run('count');
