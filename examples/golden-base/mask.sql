-- Names become numbers that say nothing.
UPDATE customers SET name = 'masked ' || id;
