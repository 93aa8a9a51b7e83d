SELECT load.run('merge');
